drop trigger kiosk_line_is_priced on public.kiosk_orderline;
drop trigger kiosk_line_keeps_what_was_ordered on public.kiosk_orderline;
drop trigger kiosk_order_keeps_what_was_ordered on public.kiosk_order;
drop schema kiosk cascade;
