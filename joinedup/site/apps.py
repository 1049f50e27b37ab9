from django.apps import AppConfig


class SiteRoom(AppConfig):
    name = "joinedup.site"
