from django.urls import path

from cms.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("catalogue/", views.index, name="index"),
    path("catalogue/<str:slug>/", views.edition, name="edition"),
    path("catalogue/<str:slug>/changes/", views.changes, name="changes"),
    path("occupations/", views.search, name="search"),
    path("occupations/compare/", views.compare, name="compare"),
    path("occupations/levels/", views.levels, name="levels"),
    path("occupations/<slug:code>/", views.one, name="occupation"),
]
