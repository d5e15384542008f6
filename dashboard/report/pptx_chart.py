"""Native charts of slides: grey before, blue now, orange for what differs.

Here: bars lying down and lines, with their labels and alternative text. Not here: where a chart
stands on a slide (``pptx_text``), what it shows. The workbook inside a chart holds its own figures
and nothing else.
"""

from __future__ import annotations

from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Emu, Inches, Pt

from dashboard.report.document import Chart, Figure
from dashboard.theme import color

MOST = 14   # categories of bars on a slide
PLACE = (Inches(0.6), Inches(2.2), Inches(7.0), Inches(4.25))


def ink(token: str) -> Any:
    """Return a colour of the light theme, as the library has it."""
    said = color("light", token)
    made: Any = RGBColor
    return made.from_string(said[1:].upper())


def add_chart(slide: Any, figure: Figure, lang: str) -> None:
    """Add a figure's chart to a slide, named and described."""
    chart = figure.chart
    if chart is None:
        return
    most = MOST if chart.kind == "bars" else len(chart.categories)
    data: Any = CategoryChartData(number_format=chart.form)   # type: ignore[no-untyped-call]
    data.categories = chart.categories[:most]
    for series in chart.series:
        data.add_series(series.name, [None if v is None else v / chart.divisor
                                      for v in series.values[:most]])
    kind = XL_CHART_TYPE.BAR_CLUSTERED if chart.kind == "bars" else XL_CHART_TYPE.LINE
    frame = slide.shapes.add_chart(kind, *map(Emu, PLACE), data)
    about = frame._element.nvGraphicFramePr.cNvPr
    about.set("descr", figure.alt)
    about.set("title", figure.title)
    _common(frame.chart, chart)
    (_bars if chart.kind == "bars" else _line)(frame.chart, chart)


def _common(drawn: Any, chart: Chart) -> None:
    drawn.font.size, drawn.font.name = Pt(12), "IBM Plex Sans"
    drawn.font.color.rgb = ink("ink")
    drawn.has_title = False
    drawn.has_legend = len(chart.series) > 1
    if drawn.has_legend:
        drawn.legend.position = XL_LEGEND_POSITION.TOP
        drawn.legend.include_in_layout = False
    drawn.category_axis.format.line.color.rgb = ink("axis")
    drawn.category_axis.has_major_gridlines = False
    drawn.value_axis.minimum_scale = 0


def _bars(drawn: Any, chart: Chart) -> None:
    drawn.category_axis.reverse_order = True   # the first category on top
    drawn.value_axis.has_major_gridlines = False
    drawn.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    drawn.value_axis.format.line.fill.background()
    plot = drawn.plots[0]
    plot.gap_width, plot.overlap = 45, -4
    tones = ("ghost", "a1") if len(chart.series) > 1 else ("a1",)
    for series, tone in zip(plot.series, tones, strict=True):
        _fill(series.format, tone)
        labels = series.data_labels
        labels.show_value, labels.position = True, XL_LABEL_POSITION.OUTSIDE_END
        labels.number_format, labels.number_format_is_linked = _with_zero(chart.form), False
        labels.font.size, labels.font.bold = Pt(12), tone == "a1"
        labels.font.color.rgb = ink("ink2" if tone == "ghost" else tone)
    for index in (i for i in chart.marked if i < MOST):
        _fill(plot.series[-1].points[index].format, "a2")


def _with_zero(form: str) -> str:
    """Write a count of nothing as the sign for it; a share of nothing is a number."""
    return form if form == "0.0" else f'{form};-{form};"–"'


def _fill(form: Any, tone: str) -> None:
    form.fill.solid()
    form.fill.fore_color.rgb = ink(tone)


def _line(drawn: Any, chart: Chart) -> None:
    axis = drawn.value_axis
    axis.format.line.fill.background()
    axis.major_gridlines.format.line.color.rgb = ink("rule")
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = chart.form, False
    skip = max(len(chart.categories) // 8, 1)
    last_of_axis = drawn.category_axis._element.xpath("./c:noMultiLvlLbl")[0]
    for tag in ("c:tickLblSkip", "c:tickMarkSkip"):
        last_of_axis.addprevious(parse_xml(f'<{tag} {nsdecls("c")} val="{skip}"/>'))
    plot = drawn.plots[0]
    for series in plot.series:
        last = series is plot.series[-1] or len(chart.series) == 1
        series.smooth = False
        series.format.line.width = Pt(2.5)
        series.format.line.color.rgb = ink("a1" if last else "ghost")
    newest = list(plot.series)[-1]
    newest.format.line.color.rgb = ink("a1")
    for index in chart.open:
        newest.points[index].format.line.dash_style = MSO_LINE.DASH
        newest.points[index].format.line.color.rgb = ink("a1")
    _last_label(newest, chart)


def _last_label(series: Any, chart: Chart) -> None:
    """Write the newest value beside its point."""
    values = chart.series[-1].values
    index = max((i for i, v in enumerate(values) if v is not None), default=-1)
    if index < 0:
        return
    label = series.points[index].data_label
    label.position = XL_LABEL_POSITION.ABOVE
    frame = label.text_frame
    frame.text = chart.series[-1].texts[index]
    run = frame.paragraphs[0].runs[0]
    run.font.bold, run.font.size, run.font.color.rgb = True, Pt(13), ink("a1")
