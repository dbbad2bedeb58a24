#pragma once
// Result<T>: a value or an Error that says what failed, why, what to do, and which place of the input it is about.

#include <tl/expected.hpp>

#include "analysis/core/message.h"

namespace causeway {

enum class ErrorCode : std::uint8_t {
    InvalidInput,  // the bytes or the values given cannot be used
    NotFound,      // the thing named does not exist
    Unreadable,    // no permission, I/O error while reading
    Unwritable,    // no permission, disk full, I/O error while writing
    Damaged,       // a project, model or archive is corrupt
    Foreign,       // a file of another program or of a newer version
    Conflict,      // another process or a later edit stands in the way
    LimitExceeded, // a bound against hostile input was hit
    Cancelled,     // the user or the caller stopped it
    Unsupported,   // valid, but not something this program does
    Usage,         // the command line was wrong (exit 2)
    Internal,      // a defect of the program
};

// A place in the input: a file, a line (1-based; 0 unknown) or a byte offset (-1 unknown).
struct Place {
    std::string file;
    std::uint64_t line = 0;
    std::int64_t byte = -1;
    [[nodiscard]] std::string toText() const; // "app.log:12", "app.log at byte 4096", ""
};

struct Error {
    ErrorCode code = ErrorCode::Internal;
    Message what;
    Message why;
    Message hint;
    Place where;
    // "what: why (where). hint", on one line in English.
    [[nodiscard]] std::string toEnglish() const;
};

template <typename T = void>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> failure(ErrorCode code, Message what, Message why = {}, Message hint = {}, Place where = {})
{
    return tl::unexpected<Error>(Error{code, std::move(what), std::move(why), std::move(hint), std::move(where)});
}
inline tl::unexpected<Error> failure(Error error) { return tl::unexpected<Error>(std::move(error)); }

Error cancelled();

} // namespace causeway

// Returns the error of an expression of type Result<…> from the enclosing function, else goes on. The expression may hold
// lambdas that use these macros themselves: names are numbered by a counter, since all of an expansion has one line number.
#define CAUSEWAY_TRY_IMPL(result, ...)                                                                                 \
    do {                                                                                                               \
        if (auto result = (__VA_ARGS__); !result)                                                                      \
            return ::causeway::failure(std::move(result).error());                                                     \
    } while (false)
#define CAUSEWAY_TRY(...) CAUSEWAY_TRY_IMPL(CAUSEWAY_CONCAT(causewayTried, __COUNTER__), __VA_ARGS__)

// CAUSEWAY_ASSIGN(auto value, f()): declares and assigns the value of a Result or returns its error.
#define CAUSEWAY_CONCAT2(a, b) a##b
#define CAUSEWAY_CONCAT(a, b) CAUSEWAY_CONCAT2(a, b)
#define CAUSEWAY_ASSIGN_IMPL(result, declaration, ...)                                                                 \
    auto result = (__VA_ARGS__);                                                                                       \
    if (!result)                                                                                                       \
        return ::causeway::failure(std::move(result).error());                                                         \
    declaration = std::move(*result)
#define CAUSEWAY_ASSIGN(declaration, ...)                                                                              \
    CAUSEWAY_ASSIGN_IMPL(CAUSEWAY_CONCAT(causewayResult, __COUNTER__), declaration, __VA_ARGS__)
