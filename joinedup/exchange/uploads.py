"""An upload as a file of our own naming: nothing of the user's name reaches the file system but how it ends."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from joinedup.exchange.models import Import


@contextmanager
def upload_of(load: Import) -> Iterator[Path]:
    """The uploaded file of an import, for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="joinedup-") as folder:
        path = Path(folder) / f"upload{Path(load.file_name).suffix.lower()[:5]}"
        path.write_bytes(bytes(load.upload.content))
        yield path
