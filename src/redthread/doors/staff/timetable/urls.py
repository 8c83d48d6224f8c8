"""The addresses of the timetable."""

from django.urls import URLPattern, path

from redthread.doors.staff.timetable import booking, feed, lists, views

timetable_urls: list[URLPattern] = [
    path("timetable", views.unit, name="timetable"),
    path("timetable/clients/<int:client_id>", views.client, name="timetable-client"),
    path("timetable/staff/<int:staff_id>", views.staff, name="timetable-staff"),
    path("timetable/mine", views.mine, name="timetable-mine"),
    path("timetable/rooms", views.rooms, name="timetable-rooms"),
    path("timetable/rooms/<int:room_id>", views.room, name="timetable-room"),
    path("timetable/offers", lists.offers, name="timetable-offers"),
    path("timetable/movements", lists.movements, name="movements"),
    path("timetable/unlock", lists.unlock, name="unlock"),
    path("timetable/bookings/new", booking.new, name="booking-new"),
    path("timetable/bookings/<uuid:booking_id>", booking.one, name="booking"),
    path("timetable/bookings/<uuid:booking_id>/move", booking.move, name="booking-move"),
    path("timetable/bookings/<uuid:booking_id>/cancel", booking.cancel, name="booking-cancel"),
    path("timetable/bookings/<uuid:booking_id>/took-place", booking.took_place, name="booking-took-place"),
    path("timetable/calendar", feed.settings, name="calendar"),
    path("calendar/<str:token>.ics", feed.feed, name="feed"),
]
