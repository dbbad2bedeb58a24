#pragma once
// Requests to one operation that go different ways: a gateway's one operation stands for all that can be asked of a system. Where what
// they call hangs together (who calls this does not call that), each way is a kind of request of its own.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/traces/span_table.h"

namespace causeway::simulate {

struct RequestKind {
    std::uint32_t operation = 0;          // of the table
    std::vector<std::uint32_t> called;    // operations, rising; of `rest` none
    std::uint64_t requests = 0;
    bool rest = false;                    // all that are too rare for a kind
    std::string label;                    // what it calls and others do not; different for all kinds of an operation
};

class RequestKinds {
public:
    static constexpr std::uint64_t kFewest = 30; // requests of a kind
    static constexpr double kRarest = 0.01;      // share of the operation's requests
    static constexpr std::size_t kMost = 16;     // of an operation, besides the rest

    // called: operations, rising.
    void add(std::uint32_t operation, const std::vector<std::uint32_t> &called) { ++m_seen[operation][called]; }
    // Operations are told apart where the ways explain what is called better than each call by its own chance does (BIC).
    void settle(const traces::SpanTable &table);

    [[nodiscard]] const std::vector<RequestKind> &all() const { return m_kinds; } // by operation
    // Index of the kind; none where the operation is not told apart.
    [[nodiscard]] std::optional<std::size_t> find(std::uint32_t operation, const std::vector<std::uint32_t> &called) const;

private:
    void split(std::uint32_t operation, const traces::SpanTable &table);

    std::map<std::uint32_t, std::map<std::vector<std::uint32_t>, std::uint64_t>> m_seen;
    std::map<std::uint32_t, std::pair<std::size_t, std::size_t>> m_of; // of an operation: first kind and the one after its last
    std::vector<RequestKind> m_kinds;
};

} // namespace causeway::simulate
