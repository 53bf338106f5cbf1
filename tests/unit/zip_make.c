#include "zip_make.h"

#include <stdlib.h>
#include <zip.h>

#include "unit.h"

struct str make_zip(const struct zip_member *members, size_t count)
{
	zip_error_t e;
	zip_error_init(&e);
	zip_source_t *to = zip_source_buffer_create(NULL, 0, 0, &e);
	assert_non_null(to);
	zip_source_keep(to);
	zip_t *z = zip_open_from_source(to, ZIP_TRUNCATE, &e);
	assert_non_null(z);
	for (size_t i = 0; i < count; i++) {
		const struct zip_member *m = &members[i];
		zip_source_t *s = zip_source_buffer(z, m->bytes.ptr, m->bytes.len, 0);
		zip_int64_t at = zip_file_add(z, m->name, s, m->raw_name ? ZIP_FL_ENC_RAW : ZIP_FL_ENC_UTF_8);
		assert_true(at >= 0);
		zip_set_file_compression(z, (zip_uint64_t)at, m->stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0);
		if (m->password != NULL)
			zip_file_set_encryption(z, (zip_uint64_t)at, ZIP_EM_AES_256, m->password);
		zip_file_set_mtime(z, (zip_uint64_t)at, 1700000000, 0);
	}
	assert_int_equal(zip_close(z), 0);
	zip_stat_t st;
	assert_int_equal(zip_source_stat(to, &st), 0);
	char *bytes = malloc(st.size);
	assert_non_null(bytes);
	assert_int_equal(zip_source_open(to), 0);
	assert_int_equal(zip_source_read(to, bytes, st.size), (zip_int64_t)st.size);
	zip_source_close(to);
	zip_source_free(to);
	zip_error_fini(&e);
	return (struct str){ bytes, st.size };
}
