from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import autodiscover_modules


class FrameRoom(AppConfig):
    name = "joinedup.frame"

    def ready(self) -> None:
        from joinedup.frame.search import laying

        # One after the other: a panel may stand on every kind of noun.
        for part in ("nouns", "findings", "panels", "inheritance", "erasure"):
            autodiscover_modules(part)
        pre_migrate.connect(laying.take_triggers_away, sender=self)
        post_migrate.connect(laying.lay_where_needed, sender=self)
