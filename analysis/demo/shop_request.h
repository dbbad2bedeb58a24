#pragma once
// One request through the shop, as the steps that its services log.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/demo/dice.h"
#include "analysis/demo/shop.h"

namespace causeway::demo {

struct LoggedStep {
    std::int64_t ms = 0; // from the arrival; no two steps of a branch have the same
    const char *service = "";
    const char *level = "INFO";
    std::string text;    // further physical lines after '\n'
};

struct RequestPlan {
    enum class Kind : std::uint8_t { Browse, AddToCart, Track, Checkout } kind = Kind::Browse;
    std::string id;
    std::optional<Fault> fault;
    bool jitter = false;
};

struct LoggedRequest {
    std::vector<LoggedStep> steps; // in order of time
    // Of the fault; not set where there is none.
    const char *service = "";
    std::int64_t faultFromMs = 0, faultToMs = 0;

    [[nodiscard]] std::size_t lines() const; // physical ones
};

// A kind of request that can go wrong in this way.
RequestPlan::Kind kindFor(Fault fault, Dice &dice);

LoggedRequest logRequest(const RequestPlan &plan, Dice &dice);

} // namespace causeway::demo
