"""The look of the admin."""

from django.templatetags.static import static

UNFOLD = {
    "SITE_TITLE": "Framewright",
    "SITE_HEADER": "Framewright",
    "SITE_SYMBOL": "movie",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("favicon.svg")},
    ],
    "SITE_URL": "/videos/",
}
