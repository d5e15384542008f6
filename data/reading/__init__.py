"""Files of three formats become tables of text: what their bytes say, before any meaning.

Here belong limits, the nature of a file, and one reader a format. Types, contracts and manifests
stand in data.deliveries and data.manifest; the search for personal data in expectations.privacy.
"""
