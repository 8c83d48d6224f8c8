drop trigger second_reading_stands on requests_secondreading;
drop policy rt_insert_own_name on requests_requesttypechange;
drop policy rt_update_own_verdict on requests_secondreading;
drop policy rt_insert_own_answer on requests_secondreading;
drop policy rt_insert_own_picture on requests_requestattachment;
drop policy rt_insert_own_words on requests_requestmessage;
drop trigger request_guard on requests_clientrequest;
drop trigger request_guard_new on requests_clientrequest;
drop function requests.keep_verdict, requests.guard, requests.is_step_of_client, requests.guard_new;
