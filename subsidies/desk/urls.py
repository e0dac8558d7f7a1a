from django.urls import include, path

from subsidies.desk import views

app_name = "cases"
urlpatterns = [
    path("", views.queue_page, name="queue"),
    path("approve/", views.bulk, name="bulk"),
    path("", include("subsidies.desk.measures.urls")),
    path("<int:pk>/", views.case, name="case"),
    path("<int:pk>/proof/<int:proof>/", views.proof, name="proof"),
    path("<int:pk>/<slug:verb>/", views.act, name="act"),
]
