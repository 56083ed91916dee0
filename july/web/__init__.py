"""The pages people see: views, forms, templates. No rules of the contest in here."""
