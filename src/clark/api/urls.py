from django.urls import path

from clark.api.app import api

urlpatterns = [path("", api.urls)]
