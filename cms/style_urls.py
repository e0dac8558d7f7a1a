from django.urls import path

from cms.style import style

urlpatterns = [path("", style, name="style")]
