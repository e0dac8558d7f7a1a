from django.urls import path

from subsidies.notice_desk import views

app_name = "notice-desk"
urlpatterns = [
    path("", views.waiting, name="index"),
    path("post/<str:scheme>/", views.post, name="post"),
    path("lists/", views.posted, name="lists"),
    path("lists/<int:pk>/", views.posted_one, name="list"),
    path("objections/", views.objections, name="objections"),
    path("objections/<int:pk>/", views.objection, name="objection"),
    path("objections/<int:pk>/answer/", views.answer, name="answer"),
    path("objections/<int:pk>/contact/", views.contact, name="contact"),
]
