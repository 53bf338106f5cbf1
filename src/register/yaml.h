/* YAML (1.2, by libfyaml) as a tree with places: maps, lists and texts, nothing else.
 *
 * Bounded: REGISTER_FILE_MAX bytes, YAML_DEPTH_MAX levels, YAML_NODES_MAX nodes. Anchors, aliases and tags are refused, so that a
 * file is what it looks like; the same key twice is refused. Every text is a copy of its own in the arena, so that its address tells
 * where it stood. */
#ifndef REGISTER_YAML_H
#define REGISTER_YAML_H

#include "problems.h"

enum { YAML_DEPTH_MAX = 16, YAML_NODES_MAX = 60000 };

enum node_kind { NODE_TEXT, NODE_LIST, NODE_MAP };

struct node {
	enum node_kind kind;
	struct at at;
	struct str key; /* in a map */
	struct at key_at;
	struct str text;
	bool quoted;
	struct node *first, *last, *next;
	size_t count;
};

/* The tree of the one document of the text; NULL when there are problems (or no memory: p->nomem). */
struct node *yaml_read(struct arena *a, struct str text, struct problems *p);
const struct node *node_get(const struct node *map, const char *key); /* NULL: none */

#endif
