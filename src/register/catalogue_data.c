/* A file of its own: jansson's names and those of base/json.h do not go together. */
#include "schema_private.h"

#include <jansson.h>

bool catalogue_data(struct str json, const struct catalogue *c, struct arena *a, struct str *values)
{
	json_t *root = json_loadb(json.ptr, json.len, 0, NULL);
	bool ok = true;

	for (size_t i = 0; ok && i < c->columns.count; i++) {
		const json_t *v = root ? json_object_get(root, c->columns.at[i].ptr) : NULL;
		const char *text = v ? json_string_value(v) : NULL;
		values[i] = arena_dup(a, (struct str){ text ? text : "", text ? json_string_length(v) : 0 });
		ok = values[i].ptr != NULL;
	}
	json_decref(root);
	return ok;
}
