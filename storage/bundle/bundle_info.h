#pragma once
// What a bundle is: one file with part of a project, for somebody else to open. A database with the tables of a project and another
// application id, so that nobody works in it by mistake, and behind it a seal: SHA-256 of all that is before.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/database.h"

namespace causeway::storage {

constexpr std::int64_t kBundleApplicationId = 0x43415542; // "CAUB"

struct BundleInfo {
    std::string project;               // file name, without folder
    std::string program;               // version that made it
    std::int64_t madeNs = 0;
    TimeRange time;                    // as told; isAll(): everything
    std::optional<TimeRange> baseline; // as taken
    // What it holds, and what of that lies outside of these times.
    std::uint64_t events = 0, spans = 0, traces = 0, metricPoints = 0;
    std::uint64_t eventsAround = 0, spansAround = 0;
};

std::string encodeBundleInfo(const BundleInfo &info); // JSON
Result<BundleInfo> decodeBundleInfo(std::string_view json);
// Of a bundle, or of a project that was made from one; nullopt: it was not. Errors: Damaged.
Result<std::optional<BundleInfo>> bundleInfo(Database &database);
constexpr const char *kBundleSetting = "bundle";

// Of the database that a file's first bytes show; 0: it is none, or cannot be read.
std::int64_t applicationIdOf(const std::string &path);
inline bool isBundle(const std::string &path) { return applicationIdOf(path) == kBundleApplicationId; }

// The seal.
constexpr std::size_t kSealBytes = 96;
std::string makeSeal(std::string_view sha256Hex, std::uint64_t bytes);
// Whether these are the last bytes of a file whose other bytes are so many and have that digest.
bool isSeal(std::string_view seal, std::string_view sha256Hex, std::uint64_t bytes);

// SHA-256 of bytes that come in pieces.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256 &) = delete;
    Sha256 &operator=(const Sha256 &) = delete;
    void add(std::string_view bytes);
    std::string hex(); // once

private:
    void *m_context;
};

} // namespace causeway::storage
