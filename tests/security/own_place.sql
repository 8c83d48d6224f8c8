-- What lies at Kumla, or reaches beyond Hall, tried by people of Hall: each is refused, or touches nothing.

-- as governor
insert into organisations_department (establishment_id, code, names, is_active) values (%(kumla)s, 'x', '{}', true);
update organisations_department set is_active = false where establishment_id = %(kumla)s;
update organisations_staffmember set title = 'x' where establishment_id = %(kumla)s;
insert into organisations_staffmember (actor_id, username, given_name, family_name, title, establishment_id, is_active)
    values (99999999, 'x', 'x', 'x', '', %(kumla)s, true);
insert into organisations_staffmember (actor_id, username, given_name, family_name, title, is_active)
    values (99999999, 'x', 'x', 'x', '', true);
insert into organisations_staffmember_departments (staffmember_id, department_id)
    select s.id, d.id from organisations_staffmember s, organisations_department d
    where s.establishment_id = %(hall)s and d.establishment_id = %(kumla)s limit 1;
insert into organisations_staffmember_departments (staffmember_id, department_id)
    select s.id, d.id from organisations_staffmember s, organisations_department d
    where s.establishment_id = %(kumla)s and d.establishment_id = %(hall)s limit 1;
update requests_requesttype set answer_days = 1 where establishment_id = %(kumla)s;
update requests_requesttype set establishment_id = %(kumla)s where establishment_id = %(hall)s and code = 'laundry';
insert into requests_requesttypechange (request_type_id, at, by, by_name, reason, before, after)
    select id, now(), %(me)s, 'x', 'x', '{}', '{}' from requests_requesttype where establishment_id = %(kumla)s;
insert into requests_requesttypechange (request_type_id, at, by, by_name, reason, before, after)
    select id, now(), %(me)s + 1, 'x', 'x', '{}', '{}' from requests_requesttype where establishment_id = %(hall)s;
update requests_groundtemplate set is_active = false where establishment_id = %(kumla)s;
insert into requests_groundtemplate (establishment_id, type_code, decision, code, return_reason, texts, next_steps, "order", is_active)
    values (%(kumla)s, 'laundry', 'declined', 'x', '', '{"en": "x"}', '{}', 0, true);
insert into requests_groundtemplate (establishment_id, unit_id, type_code, decision, code, return_reason, texts, next_steps,
    "order", is_active) values (%(hall)s, %(unit)s, 'laundry', 'declined', 'x', '', '{"en": "x"}', '{}', 0, true);
insert into requests_absence (absent, cover, days, note, set_by, set_at)
    values (%(elsewhere)s, %(me)s, '[2026-03-01,2026-03-09)', '', %(me)s, now());
update estate_establishment set name = 'x' where id = %(kumla)s;
update estate_unit set name = 'x' where establishment_id = %(kumla)s;
insert into signin_device (establishment_id, label) values (%(kumla)s, 'x');
select access.create_actor('Xena', '', 'en', %(kumla)s);
select access.create_actor('Xena', '', 'en', null);
select access.grant_role(%(colleague)s, 'officer', 'establishment', %(kumla)s, now(), null, 'role', 'x');
select access.grant_role(%(colleague)s, 'officer', 'unit', %(unit)s, now(), null, 'role', 'x');
select access.grant_role(%(colleague)s, 'administrator', 'service', null, now(), null, 'role', 'x');
select access.grant_role(%(colleague)s, 'data_protection_officer', 'establishment', %(hall)s, now(), null, 'role', 'x');
select access.grant_role(%(client)s, 'officer', 'establishment', %(hall)s, now(), null, 'role', 'x');
select access.set_staff_key(%(elsewhere)s, 'x', 'x');
select access.set_staff_key(%(administrator)s, 'x', 'x');
select access.end_sessions_of(%(elsewhere)s, null, 'x');
select access.list_sessions_of(%(elsewhere)s);
select access.end_sessions_of(%(client_elsewhere)s, null, 'x');
select access.list_grants(%(elsewhere)s);
select access.place_client(%(marek)s, %(hall)s, %(own_unit)s);
select thread.append(%(marek)s, 1, 'requests.approved', '{}', now());

-- as kiosk_clerk
update kiosk_assortment set weekly_limit = 1 where establishment_id = %(kumla)s;
update kiosk_article set is_listed = false where assortment_id in (select id from kiosk_assortment where establishment_id = %(kumla)s);
insert into kiosk_articleprice (article_id, price, valid_from) select a.id, 1, now() from kiosk_article a
    join kiosk_assortment s on s.id = a.assortment_id where s.establishment_id = %(kumla)s;
select money.open_house_accounts(%(kumla)s, 'SEK');
select money.house_balance(%(kumla)s, 'pay_in');
select money.post_transfer(gen_random_uuid(), %(amir)s, %(kumla)s, 'deposit', 100, 0, null, 'x', now());
select access.place_client(%(marek)s, %(hall)s, %(own_unit)s);
select custody_occupancy(1);
