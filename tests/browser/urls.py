"""The site's addresses with /style/ among them, which the site itself only has in DEBUG."""

from django.urls import include, path

from config.urls import urlpatterns as site

urlpatterns = [path("style/", include("cms.style_urls")), *site]
