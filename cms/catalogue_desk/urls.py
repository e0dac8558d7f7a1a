from django.urls import path

from cms.catalogue_desk import views

app_name = "catalogue-desk"
urlpatterns = [
    path("", views.index, name="index"),
    path("template/<slug:part>/", views.template, name="template"),
    path("<int:pk>/", views.edition, name="edition"),
    path("<int:pk>/marked/<slug:part>/", views.mended, name="marked"),
    path("<int:pk>/<slug:verb>/", views.move, name="move"),
]
