"""`make screenshots`: every page of a filled account, in both themes and three widths, to look at.

    python -m config.screenshots [--url http://127.0.0.1:8000] [--only editor] [--language vi] [--out FOLDER]

Without --url a platform of its own is started, and filled by its own local models. The pictures of the README
(docs/images) are made of the same pages with --readme.
"""
