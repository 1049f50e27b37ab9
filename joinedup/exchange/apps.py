from django.apps import AppConfig


class ExchangeRoom(AppConfig):
    name = "joinedup.exchange"

    def ready(self) -> None:
        """Make the kinds of table known."""
        from joinedup.exchange.mapping import figures  # noqa: F401
        from joinedup.exchange.trackers import actions, risks, scorecard  # noqa: F401
