#pragma once
// Policies that were trained, and trainings that can go on (table trained_policy).

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "storage/project.h"

namespace causeway::storage {

struct StoredPolicy {
    std::int64_t id = 0;
    std::string name, method;
    bool complete = false;       // else it is a training that was stopped
    std::string scenario, settings, report; // JSON
    std::uint64_t seed = 1;
    std::int64_t createdNs = 0;
    std::string bytes;
};

class PolicyStore {
public:
    explicit PolicyStore(Project &project) : m_project(project) {}
    // id 0: adds, and sets the id; else replaces. Durable when it returns.
    Result<void> keep(StoredPolicy &policy);
    // The newest first, without their bytes.
    Result<std::vector<StoredPolicy>> all() const;
    Result<std::optional<StoredPolicy>> get(std::int64_t id) const; // nullopt: none
    // The newest of the method; nullopt: none.
    Result<std::optional<StoredPolicy>> newest(std::string_view method) const;

private:
    Result<std::optional<StoredPolicy>> one(const std::string &condition, const std::variant<std::int64_t, std::string> &value) const;
    Project &m_project;
};

} // namespace causeway::storage
