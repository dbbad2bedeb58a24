#include "storage/bundle/row_copy.h"

#include <sqlite3.h>

#include <memory>

namespace causeway::storage {

namespace {

constexpr const char *kDoing = CAUSEWAY_TEXT("Reading or writing the project");

struct Finalise {
    void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
};
using Prepared = std::unique_ptr<sqlite3_stmt, Finalise>;

Result<Prepared> prepare(Database &database, const std::string &sql)
{
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v2(database.handle(), sql.c_str(), static_cast<int>(sql.size()), &statement, nullptr) != SQLITE_OK)
        return failure(database.error(kDoing));
    return Prepared(statement);
}

} // namespace

std::int64_t RowOnItsWay::integer(int column) const { return sqlite3_column_int64(m_from, column); }

std::string_view RowOnItsWay::blob(int column) const
{
    const auto *bytes = static_cast<const char *>(sqlite3_column_blob(m_from, column));
    return bytes == nullptr ? std::string_view() : std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_from, column)));
}

bool RowOnItsWay::isNull(int column) const { return sqlite3_column_type(m_from, column) == SQLITE_NULL; }
void RowOnItsWay::set(int column, std::int64_t value) { sqlite3_bind_int64(m_to, column + 1, value); }
void RowOnItsWay::set(int column, double value) { sqlite3_bind_double(m_to, column + 1, value); }
void RowOnItsWay::setNull(int column) { sqlite3_bind_null(m_to, column + 1); }
void RowOnItsWay::setText(int column, std::string_view value) { sqlite3_bind_text64(m_to, column + 1, value.data() == nullptr ? "" : value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8); }

void RowOnItsWay::setBlob(int column, std::string_view value)
{
    if (value.empty())
        sqlite3_bind_zeroblob(m_to, column + 1, 0);
    else
        sqlite3_bind_blob64(m_to, column + 1, value.data(), value.size(), SQLITE_TRANSIENT);
}

Result<std::uint64_t> copyRows(Database &from, const std::string &query, Database &to, const std::string &insert, const Job &job, const std::function<Result<bool>(RowOnItsWay &)> &change)
{
    CAUSEWAY_ASSIGN(const Prepared rows, prepare(from, query));
    CAUSEWAY_ASSIGN(const Prepared written, prepare(to, insert));
    const int columns = sqlite3_column_count(rows.get());
    std::uint64_t count = 0;
    for (std::uint64_t i = 0;; ++i) {
        if (i % 1024 == 0 && job.isCancelled())
            return failure(cancelled());
        const int code = sqlite3_step(rows.get());
        if (code == SQLITE_DONE)
            return count;
        if (code != SQLITE_ROW)
            return failure(from.error(kDoing));
        for (int column = 0; column < columns; ++column)
            sqlite3_bind_value(written.get(), column + 1, sqlite3_column_value(rows.get(), column));
        if (change) {
            RowOnItsWay row(rows.get(), written.get());
            CAUSEWAY_ASSIGN(const bool wanted, change(row));
            if (!wanted)
                continue;
        }
        if (sqlite3_step(written.get()) != SQLITE_DONE) {
            Error error = to.error(kDoing);
            sqlite3_reset(written.get());
            return failure(std::move(error));
        }
        sqlite3_reset(written.get());
        ++count;
    }
}

Result<std::vector<std::string>> columnsOf(Database &database, const std::string &table)
{
    std::vector<std::string> columns;
    Statement row = database.prepare("SELECT name FROM pragma_table_info(?) ORDER BY cid");
    row.bind(table);
    for (;;) {
        CAUSEWAY_ASSIGN(const bool more, row.step());
        if (!more)
            return columns;
        columns.push_back(row.text(0));
    }
}

Result<std::uint64_t> copyTable(Database &from, const std::string &table, const std::string &where, Database &to, const Job &job, const std::function<Result<bool>(RowOnItsWay &)> &change)
{
    CAUSEWAY_ASSIGN(const auto columns, columnsOf(to, table));
    std::string names, marks;
    for (const std::string &column : columns) {
        names += (names.empty() ? "\"" : ",\"") + column + "\"";
        marks += marks.empty() ? "?" : ",?";
    }
    std::string selected;
    for (const std::string &column : columns)
        selected += (selected.empty() ? "" : ",") + table + ".\"" + column + "\"";
    return copyRows(from, "SELECT " + selected + " FROM " + table + " " + where, to, "INSERT INTO " + table + "(" + names + ") VALUES(" + marks + ")", job, change);
}

} // namespace causeway::storage
