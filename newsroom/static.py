"""Static files for production: hashed, compressed, and one style sheet where development has many."""

import logging
import re
from io import BytesIO

from django.core.files.base import File
from whitenoise.storage import CompressedManifestStaticFilesStorage

log = logging.getLogger("newsroom.static")

BUNDLE = "css/site.css"
IMPORT = re.compile(r'@import "([\w.-]+)";\n?')


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Puts the parts that css/site.css imports in place of the imports, then hashes and compresses."""

    manifest_strict = False

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run and BUNDLE in paths:
            self._bundle()
            # Django reads each file from where it was found: this one is now found here.
            paths[BUNDLE] = (self, BUNDLE)
        yield from super().post_process(paths, dry_run, **options)

    def _bundle(self):
        with self.open(BUNDLE) as file:
            text = file.read().decode()
        text = IMPORT.sub(lambda match: self._part(f"css/{match[1]}"), text)
        self.delete(BUNDLE)
        self.save(BUNDLE, File(BytesIO(text.encode())))

    def _part(self, name):
        """A style sheet without its comments and line breaks."""
        with self.open(name) as file:
            text = file.read().decode()
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
        return re.sub(r"\s*\n\s*", "\n", text)

    def stored_name(self, name):
        """A file that is missing costs a style or an icon, never the page."""
        try:
            return super().stored_name(name)
        except ValueError:
            log.error("The static file %s is missing; run manage.py collectstatic.", name)
            return name
