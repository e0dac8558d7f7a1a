from django.urls import path

from cms.style import error_page, style

urlpatterns = [path("", style, name="style"), path("<slug:name>/", error_page, name="style-error")]
