from django.urls import path

from subsidies.desk.measures import views

urlpatterns = [
    path("restrictions/", views.restrictions, name="restrictions"),
    path("restrictions/<int:pk>/lift/", views.lift, name="lift"),
    path("overrides/", views.overrides, name="overrides"),
    path("overrides/<int:pk>/answer/", views.answer, name="answer-override"),
    path("<int:pk>/override/", views.ask, name="ask-override"),
    path("leave/", views.leave, name="leave"),
    path("leave/<int:pk>/end/", views.end, name="end-leave"),
]
