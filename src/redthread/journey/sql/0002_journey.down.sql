drop trigger journey_follows on thread.entry;
drop trigger version_stays on journey_guideversion;
drop schema journey cascade;
