drop trigger forms_keep_published on forms_formdefinition;
drop function forms_keep_published();
alter table forms_formdefinition drop constraint form_definition_names_its_row;
