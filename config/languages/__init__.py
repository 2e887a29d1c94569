"""The words of the pages in other languages: found in the code, kept in a PO file an app, compiled.

python -m config.languages extract   after words were added or changed; new ones get an empty translation
python -m config.languages check     what is not translated or not marked for it; part of `make check`
python -m config.languages compile   what Django and the browser read; part of `make install`
"""
