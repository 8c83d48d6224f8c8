"""The addresses of the client's door: one list for each concern."""

from django.urls import URLPattern, path

from redthread.doors.client import (
    account,
    alive,
    ask,
    contacts,
    course,
    day,
    home,
    kiosk,
    messages,
    own_data,
    partners,
    plan,
    readers,
    receipts,
    requests,
    restrictions,
    sentence,
    settings,
    signin,
    speech,
    steps,
)

app_name = "client"

signin_urls: list[URLPattern] = [
    path("sign-in", signin.sign_in, name="sign-in"),
    path("first-pin", signin.first_pin, name="first-pin"),
    path("enrol", signin.enrol, name="enrol"),
    path("lock", signin.lock, name="lock"),
    path("sign-out", signin.sign_out, name="sign-out"),
    path("language", signin.language, name="language"),
    path("pin", signin.pin, name="pin"),
    path("wrong-tries", signin.wrong_tries, name="wrong-tries"),
]

ask_urls: list[URLPattern] = [
    path("ask", ask.catalogue, name="catalogue"),
    path("ask/<slug:code>", ask.ask, name="ask"),
    path("kiosk", kiosk.kiosk, name="kiosk"),
]

request_urls: list[URLPattern] = [
    path("requests", requests.requests, name="requests"),
    path("requests/<uuid:request_id>", requests.one, name="request"),
    path("requests/<uuid:request_id>/photos/<uuid:photo_id>", requests.photo, name="photo"),
    path("requests/<uuid:request_id>/write", steps.write, name="write"),
    path("requests/<uuid:request_id>/photos", steps.show_photo, name="show-photo"),
    path("requests/<uuid:request_id>/rate", steps.rate, name="rate"),
    path("requests/<uuid:request_id>/withdraw", steps.withdraw, name="withdraw"),
    path("requests/<uuid:request_id>/appeal", steps.appeal, name="appeal"),
    path("requests/<uuid:request_id>/again", steps.again, name="again"),
]

message_urls: list[URLPattern] = [
    path("messages", messages.conversations, name="messages"),
    path("messages/new", messages.choose, name="message-choose"),
    path("messages/to/<str:key>", messages.begin, name="message-begin"),
    path("messages/<uuid:conversation_id>", messages.conversation, name="conversation"),
    path("messages/<uuid:conversation_id>/write", messages.write, name="message-write"),
    path("messages/<uuid:conversation_id>/leave", messages.leave, name="message-leave"),
    path(
        "messages/<uuid:conversation_id>/<uuid:message_id>/withdraw",
        messages.withdraw,
        name="message-withdraw",
    ),
    path("messages/<uuid:conversation_id>/files/<uuid:file_id>", messages.file, name="message-file"),
]

own_urls: list[URLPattern] = [
    path("", home.home, name="home"),
    path("day", day.day, name="day"),
    path("account", account.account, name="account"),
    path("sentence", sentence.sentence, name="sentence"),
    path("course", course.course, name="course"),
    path("restrictions", restrictions.restrictions, name="restrictions"),
    path("happened", receipts.receipts, name="receipts"),
    path("readers", readers.readers, name="readers"),
    path("readers/thread", readers.thread, name="thread"),
    path("partners", partners.partners, name="partners"),
    path("partners/told", partners.told, name="partners-told"),
    path("partners/<int:organisation_id>/answer", partners.answer, name="partner-answer"),
    path("data", own_data.own_data, name="own-data"),
    path("settings", settings.look, name="settings"),
]

plan_urls: list[URLPattern] = [
    path("plan", plan.plan, name="plan"),
    path("plan/goals", plan.add_goal, name="plan-goal"),
    path("plan/goals/<uuid:goal_id>", plan.change_goal, name="plan-goal-change"),
    path("plan/steps", plan.add_step, name="plan-step"),
    path("plan/steps/<uuid:action_id>/done", plan.end_step, name="plan-step-done"),
    path("plan/actions/<uuid:action_id>/remarks", plan.remark, name="plan-remark"),
    path("plan/word", plan.word, name="plan-word"),
]

contact_urls: list[URLPattern] = [
    path("contacts", contacts.my_contacts, name="contacts"),
    path("contacts/<int:contact_id>/block", contacts.block, name="contact-block"),
    path("contacts/<int:contact_id>/unblock", contacts.unblock, name="contact-unblock"),
]

script_urls: list[URLPattern] = [
    path("alive", alive.alive, name="alive"),
    path("speech", speech.speech, name="speech"),
]

urlpatterns = [
    *own_urls,
    *plan_urls,
    *ask_urls,
    *contact_urls,
    *request_urls,
    *message_urls,
    *script_urls,
    *signin_urls,
]
