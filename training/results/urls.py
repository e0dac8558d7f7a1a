from django.urls import path

from training.results import views

own = ([
    path("<int:pk>/results/", views.of_class, name="class"),
    path("<int:pk>/results/workbook/", views.workbook, name="workbook"),
    path("<int:pk>/results/upload/", views.upload, name="upload"),
    path("<int:pk>/completions/", views.completions, name="completions"),
    path("<int:pk>/completions/file/", views.files, name="files"),
    path("completions/<int:pk>/file/", views.file, name="file"),
    path("trainees/<int:pk>/void/", views.void, name="void"),
    path("results/<int:school>/", views.whole, name="whole"),
    path("results/<int:school>/workbook/", views.workbook_of_all, name="workbook-of-all"),
    path("results/<int:school>/upload/", views.upload_whole, name="upload-whole"),
], "results")  # fmt: skip

check = ([path("", views.check, name="check")], "completions")
