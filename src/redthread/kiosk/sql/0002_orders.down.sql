drop policy rt_insert_own_name on public.kiosk_articlechange;
drop trigger kiosk_order_is_placed_with_its_request on public.kiosk_order;
drop trigger kiosk_order_adds_up on public.kiosk_order;
drop trigger kiosk_line_adds_up on public.kiosk_orderline;
drop trigger kiosk_line_is_priced on public.kiosk_orderline;
drop trigger kiosk_line_keeps_what_was_ordered on public.kiosk_orderline;
drop trigger kiosk_order_keeps_what_was_ordered on public.kiosk_order;
drop schema kiosk cascade;
