#pragma once
// The applications of the data folder whose splits were published, read as a project reads them.

#include <string>
#include <vector>

#include "analysis/boundaries/measures.h"

namespace causeway::bench {

struct PublishedSplit {
    std::string tool, file;
    boundaries::Split split;
};

struct Application {
    std::string name;
    boundaries::ClassModel model;
    std::vector<PublishedSplit> published;
    std::vector<boundaries::ClassFact> facts;
};

// Of monolith/fse2021. Empty name: the data are missing.
Application runTimeApplication(const std::string &name);
// Of monolith/ase2024, with its reference decomposition as the first of the published ones.
Application staticApplication(const std::string &name);

} // namespace causeway::bench
