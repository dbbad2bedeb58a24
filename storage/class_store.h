#pragma once
// What is known of classes, in a project: facts as files told them, each of a source.

#include <span>

#include "analysis/boundaries/class_fact.h"
#include "storage/project.h"

namespace causeway::storage {

class ClassStore {
public:
    explicit ClassStore(const Project &project) : m_project(project) {}
    // Inside a transaction.
    static Result<void> insert(Database &database, SourceId source, std::span<const boundaries::ClassFact> facts);
    // Of complete imports, in the order in which they were imported. Errors: Damaged (a kind that is none), Cancelled.
    Result<std::vector<boundaries::ClassFact>> load(const Job &job) const;
    // Names of the sources that have some.
    Result<std::vector<std::string>> sources() const;

private:
    const Project &m_project;
};

} // namespace causeway::storage
