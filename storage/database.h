#pragma once
// A thin RAII wrapper around one SQLite connection; one thread at a time. Errors carry SQLite's message and are told apart:
// disk full and I/O errors are Unwritable or Unreadable, corruption is Damaged, a file of something else is Foreign.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "analysis/core/job.h"
#include "analysis/core/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace causeway::storage {

// A prepared statement in use: bind in order, step, read columns by index from 0. Resets itself at its end.
class Statement {
public:
    Statement(Statement &&other) noexcept;
    Statement &operator=(Statement &&) = delete;
    ~Statement();

    Statement &bind(std::int64_t value);
    Statement &bind(std::uint64_t value) { return bind(static_cast<std::int64_t>(value)); }
    Statement &bind(int value) { return bind(static_cast<std::int64_t>(value)); }
    Statement &bind(std::uint32_t value) { return bind(static_cast<std::int64_t>(value)); }
    Statement &bind(double value);
    Statement &bind(std::string_view text);
    Statement &bind(const std::string &text) { return bind(std::string_view(text)); }
    Statement &bind(const char *text) { return bind(std::string_view(text)); }
    // The bytes must live until run() or the last step().
    Statement &bindBlob(std::string_view bytes);
    Statement &bindNull();

    // true: a row is there; false: done.
    Result<bool> step();
    // Steps to the end, expects no rows; the statement can then be bound again.
    Result<void> run();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] std::string text(int column) const;
    // Valid until the next step().
    [[nodiscard]] std::string_view blob(int column) const;
    [[nodiscard]] bool isNull(int column) const;

private:
    friend class Database;
    Statement(class Database &database, sqlite3_stmt *statement, Error *error);
    Database *m_database = nullptr;
    sqlite3_stmt *m_statement = nullptr;
    int m_bound = 0;
    std::unique_ptr<Error> m_error; // of preparing or binding; told by step()
};

class Database {
public:
    enum class Access : std::uint8_t { ReadOnly, ReadWrite, Create };
    static constexpr int kBusyMilliseconds = 10'000; // how long a statement waits for another process
    static Result<std::unique_ptr<Database>> open(const std::string &path, Access access);
    // The log of changes stays when this connection closes, for others that have the file open.
    void leaveLogOnClose();
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    // Prepared statements are kept by their text. A statement must end before the same text is prepared again.
    Statement prepare(std::string_view sql);
    // One or several statements without parameters.
    Result<void> execute(const char *sql);
    [[nodiscard]] std::int64_t lastInsertId() const;
    [[nodiscard]] std::int64_t changes() const;
    [[nodiscard]] Error error(const char *doing) const; // of the last failure
    [[nodiscard]] sqlite3 *handle() const { return m_handle; }
    [[nodiscard]] const std::string &path() const { return m_path; }

private:
    friend class Statement;
    Database(std::string path, sqlite3 *handle);
    std::string m_path;
    sqlite3 *m_handle = nullptr;
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    std::unordered_map<std::string, sqlite3_stmt *, Hash, std::equal_to<>> m_statements;
};

} // namespace causeway::storage
