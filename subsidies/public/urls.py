from django.urls import path

from subsidies.public import views

app_name = "notices"
urlpatterns = [
    path("", views.index, name="index"),
    path("find/", views.find, name="find"),
    path("objections/", views.objections, name="objections"),
    path("objected/", views.objected, name="objected"),
    path("<int:pk>/", views.notice, name="notice"),
    path("<int:pk>/list.json", views.archived, name="archived"),
    path("<int:pk>/object/<int:place>/", views.object_to, name="object"),
]
