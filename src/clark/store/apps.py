from django.apps import AppConfig


class Store(AppConfig):
    name = "clark.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
