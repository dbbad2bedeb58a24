#pragma once
// Rows from one database to another, column by column, of whatever type each value is.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/core/job.h"
#include "storage/database.h"

struct sqlite3_stmt;

namespace causeway::storage {

// A row on its way: columns of the query from 0, each in the place where it will stand; what is set here is written in its stead.
class RowOnItsWay {
public:
    RowOnItsWay(sqlite3_stmt *from, sqlite3_stmt *to) : m_from(from), m_to(to) {}
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string_view blob(int column) const; // text as well; until the next row
    [[nodiscard]] bool isNull(int column) const;
    void set(int column, std::int64_t value);
    void set(int column, std::uint64_t value) { set(column, static_cast<std::int64_t>(value)); }
    void set(int column, double value);
    void setNull(int column);
    void setText(int column, std::string_view value);
    void setBlob(int column, std::string_view value);

private:
    sqlite3_stmt *m_from, *m_to;
};

// query: SELECT of exactly the columns of insert's placeholders. change: false leaves a row out; may be null. Errors: Cancelled, as
// of reading and writing.
Result<std::uint64_t> copyRows(Database &from, const std::string &query, Database &to, const std::string &insert, const Job &job, const std::function<Result<bool>(RowOnItsWay &)> &change = nullptr);
// All columns of rows of a table; where: "WHERE …" and what follows it. change sees the columns in the table's order.
Result<std::uint64_t> copyTable(Database &from, const std::string &table, const std::string &where, Database &to, const Job &job, const std::function<Result<bool>(RowOnItsWay &)> &change = nullptr);
Result<std::vector<std::string>> columnsOf(Database &database, const std::string &table); // none: there is no such table

} // namespace causeway::storage
