"""Static files for production: hashed, compressed, and one style sheet where development has many."""

import re
from io import BytesIO

from django.core.files.base import File
from whitenoise.storage import CompressedManifestStaticFilesStorage

BUNDLE = "css/site.css"
IMPORT = re.compile(r'@import "([\w.-]+)";\n?')


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Puts the parts that css/site.css imports in place of the imports, then hashes and compresses."""

    manifest_strict = False

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run and BUNDLE in paths:
            self._bundle()
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
