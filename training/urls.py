from django.urls import path

from training import views

app_name = "training"
urlpatterns = [path("", views.calculator, name="calculator")]

courses = ([path("", views.course_list, name="list")], "courses")
"""The published list stands at an address of its own."""
