"""The markup of a comparison: the bar of reasons, the table of changes, the size of revisions.

Here: how they look. Not here: which lines are shown and in which order
(``dashboard.models.compared``), reading, any act.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import polars as pl

from dashboard.comparing import Compared
from dashboard.figures.table import Cell, table_html
from dashboard.models.compared import MANY, SHOWN, Kept, Line, Wish, size
from dashboard.views import blocks
from dashboard.visit import Visit
from data import periods, registers, words
from data.policy import policy
from metrics.compare import REASONS

Link = Callable[[str], str]   # from a choice to an address
_LISTED = 200   # new figures that a page lists; the workbook has them all
_REVISED = 12   # indicators whose revisions stand open


def say(visit: Visit, key: str, **values: object) -> str:
    """Say a sentence of comparisons, escaped."""
    return escape(words.say(f"compare.{key}", visit.lang, **values))


def unbroken(text: str, found: Compared | None) -> str:
    """Write a sentence so that the label of the edition before is not broken over two lines."""
    said = escape(text)
    if found is None:
        return said
    label = escape(found.before.label)
    return said.replace(f"{label}.", f'<span class="nb">{label}.</span>', 1)


def bar(visit: Visit, found: Compared, wish: Wish, link: Link) -> str:
    """Write the six reasons as one bar, always in the same order, and as links that keep to one."""
    counts = found.result.counts
    whole = sum(counts.values())
    said = ", ".join(f"{n} {words.say(f'compare.reason_{r}', visit.lang)}"
                     for r, n in counts.items())
    drawn = f'<svg class="reasons" role="img" aria-label="{escape(said)}">{_segments(counts)}</svg>'
    items = "".join(_reason(visit, reason, counts[reason], wish, link) for reason in REASONS)
    return f'{drawn if whole else ""}<ul class="reasons">{items}</ul>'


def _segments(counts: Mapping[str, int]) -> str:
    """Draw the parts beside each other; the smallest is still seen."""
    shown = {r: n for r, n in counts.items() if n}
    whole = sum(shown.values())
    wide = {r: max(n / whole, 0.012) for r, n in shown.items()}
    scale, at, made = sum(wide.values()), 0.0, ""
    for reason, part in wide.items():
        share = part / scale * 100
        made += (f'<rect class="k-{reason}" x="{at:.3f}%" y="0.5" width="{share - 0.15:.3f}%" '
                 'height="9"/>')
        at += share
    return made


def _reason(visit: Visit, reason: str, count: int, wish: Wish, link: Link) -> str:
    swatch = (f'<svg width="10" height="10" aria-hidden="true"><rect class="k-{reason}" x="0.5" '
              'y="0.5" width="9" height="9"/></svg>')
    name = f"<b>{words.number(count, visit.lang)}</b> {say(visit, f'reason_{reason}')}"
    if not count:
        return f"<li>{swatch}<span>{name}</span></li>"
    here = wish.reasons == {reason}
    to = link(wish.write(reasons=frozenset() if here else frozenset({reason})))
    now = ' aria-current="true"' if here else ""
    return f'<li>{swatch}<a href="{escape(to)}"{now}>{name}</a></li>'


def table(
    visit: Visit, found: Compared, shown: Kept, marked: frozenset[str] | None = None,
    mentions: bool = False,
) -> str:
    """Write the changes as a table; with ``marked``, a box to tick beside each."""
    caption = say(visit, "caption", before=found.before.label, after=found.after.label)
    label = say(visit, "edition", label="{}")
    heads = [("figure", say(visit, "figure")), ("r", label.format(escape(found.before.label))),
             ("r", label.format(escape(found.after.label))), ("r", say(visit, "difference")),
             ("why", say(visit, "reason"))]
    heads += [("in", say(visit, "named_in"))] * mentions
    heads += [("tick", say(visit, "seen"))] * (marked is not None)
    top = "".join(f'<th scope="col" class="{css}">{head}</th>' for css, head in heads)
    body = "".join(_line(visit, found, line, marked, mentions) for line in shown.lines)
    return (f'<table class="changes"><caption class="hidden">{caption}</caption><thead><tr>{top}'
            f"</tr></thead><tbody>{body}</tbody></table>")


def _line(
    visit: Visit, found: Compared, line: Line, marked: frozenset[str] | None, mentions: bool
) -> str:
    under = f"<small>{escape(line.percent)}</small>" if line.percent else ""
    before, after = (blocks.dotted(text, visit.lang) for text in (line.before, line.after))
    cells = (
        f'<th scope="row" class="figure">{escape(line.what)}, {escape(line.where)}'
        f"<small>{escape(line.period)}</small></th>"
        f'<td class="r was" data-of="{escape(found.before.label)}">{before}</td>'
        f'<td class="r now" data-of="{escape(found.after.label)}">{after}</td>'
        f'<td class="r by">{escape(line.difference)}{under}</td>'
        f'<td class="why"><span>{escape(line.title)}</span>'
        f"<small>{escape(line.detail)}</small></td>"
    )
    if mentions:
        cells += f'<td class="in">{"<br>".join(map(escape, line.named))}</td>'
    if marked is not None:
        cells += _tick(visit, line, line.name in marked)
    return f'<tr id="c-{line.name}">{cells}</tr>'


def _tick(visit: Visit, line: Line, seen: bool) -> str:
    name = say(visit, "seen_of", what=f"{line.what}, {line.where}, {line.period}")
    return (f'<td class="tick"><label><input type="checkbox" class="seen" value="{line.name}"'
            f'{" checked" if seen else ""}><span class="hidden">{name}</span></label></td>')


def under(visit: Visit, shown: Kept, wish: Wish, link: Link) -> str:
    """Say how many of the changes are shown, and lead to the others."""
    first = (shown.page - 1) * (MANY if wish.whole else SHOWN)
    said = say(visit, "shown", n=words.number(len(shown.lines), visit.lang),
               of=words.number(shown.fitting, visit.lang))
    if shown.pages > 1:
        said = say(visit, "shown_page", first=first + 1, last=first + len(shown.lines),
                   of=words.number(shown.fitting, visit.lang))
    links = list(_pages(visit, shown, wish, link))
    if not wish.whole and shown.fitting > len(shown.lines):
        to = escape(link(wish.write(whole=True)))
        links.append(f'<a href="{to}">{say(visit, "show_all")}</a>')
    if wish.reasons or wish.own or wish.unseen or wish.whole:
        links.append(f'<a href="{escape(link(""))}">{say(visit, "show_first")}</a>')
    signs = say(visit, "signs", least=words.number(policy().percent_from, visit.lang))
    lay = escape(words.say("sign.lay_first", visit.lang))
    return f'<p class="src">{" · ".join([said, *links])}. {signs} {lay}</p>'


def _pages(visit: Visit, shown: Kept, wish: Wish, link: Link) -> list[str]:
    steps = (("previous", shown.page - 1), ("next", shown.page + 1))
    return [f'<a href="{escape(link(wish.write(page=page)))}">{say(visit, key)}</a>'
            for key, page in steps if 1 <= page <= shown.pages]


def none(visit: Visit, found: Compared | None) -> str:
    """Say that nothing has changed, or that there is nothing to compare with."""
    if found is None:
        return f'<p class="note" role="status">{say(visit, "first")}</p>'
    said = say(visit, "none_kept" if found.result.changed.height else "nothing")
    return f'<p class="note" role="status">{said}</p>'


def sizes(visit: Visit, found: Compared) -> str:
    """Write how large the revisions are, an indicator a row, the most revised area first."""
    rows = found.result.sizes
    if rows.is_empty():
        return f'<p class="note" role="status">{say(visit, "no_sizes")}</p>'
    lang = visit.lang
    names = dict(found.frames["indicators"].select("indicator", lang).iter_rows())
    heads = [words.say(f"compare.{k}", lang)
             for k in ("indicator", "area", "revised", "median", "largest")]
    body = [[
        Cell(names.get(r["indicator"]) or r["indicator"]),
        Cell(registers.name("areas", r["area"], lang), left=True),
        Cell(words.say("compare.of", lang, n=words.number(r["revised"], lang),
                       of=words.number(r["of"], lang))),
        Cell(size(r["median"], r["unit"], lang)), Cell(size(r["largest"], r["unit"], lang))]
        for r in rows.sort("revised", "indicator", descending=[True, False]).iter_rows(named=True)]
    caption = words.say("compare.sizes_caption", lang)
    first = table_html(caption, heads, body[:_REVISED])
    if len(body) <= _REVISED:
        return first
    rest = table_html(caption, heads, body[_REVISED:])
    return (f'{first}<details class="plain more-sizes"><summary>'
            f"{say(visit, 'more_sizes', n=len(body) - _REVISED)}</summary>{rest}</details>")


def added(visit: Visit, found: Compared) -> str:
    """Write the new figures apart: how many by area and period; and what is no longer there."""
    parts = [(name, frame) for name, frame in (
        ("new", found.result.new), ("gone", found.result.gone)) if frame.height]
    if not parts:
        return f'<p class="note" role="status">{say(visit, "no_new")}</p>'
    return "".join(_added(visit, name, frame) for name, frame in parts)


def _added(visit: Visit, name: str, frame: pl.DataFrame) -> str:
    lang = visit.lang
    counted = frame.group_by("area", "period").agg(
        n=pl.len(), hidden=(pl.col("sign") == "protected").sum()).sort("area", "period")
    heads = [words.say(f"compare.{key}", lang) for key in ("area", "period", "figures",
                                                           "protected")]
    body = [[Cell(registers.name("areas", r["area"], lang)),
             Cell(periods.label(r["period"], lang), left=True), Cell(words.number(r["n"], lang)),
             Cell(words.number(r["hidden"], lang) if r["hidden"] else words.say("sign.zero", lang))]
            for r in counted.head(_LISTED).iter_rows(named=True)]
    caption = words.say(f"compare.{name}_caption", lang, n=words.number(frame.height, lang))
    return table_html(caption, heads, body)


def revision_policy(visit: Visit) -> str:
    """Write the revision policy, with the numbers of the policy in force."""
    rules = policy()
    said = {"months": rules.ripe_months, "least": int(rules.percent_from)}
    items = "".join(
        f"<li>{say(visit, f'policy_{key}', **said)}</li>"
        for key in ("fixed", "provisional", "correction", "definition", "measure"))
    return f'<ul class="policy">{items}</ul>'
