from django.urls import path

from cms import views

app_name = "rules"
urlpatterns = [
    path("", views.rule_index, name="index"),
    path("<str:code>/", views.rule_scheme, name="scheme"),
    path("<str:code>/<str:check>/", views.rule_check, name="check"),
]
