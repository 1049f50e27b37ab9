from django.apps import AppConfig


class ExchangeRoom(AppConfig):
    name = "joinedup.exchange"
