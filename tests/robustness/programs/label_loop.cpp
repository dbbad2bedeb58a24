// Labels without end, and says each label on stdout once it is saved: label_loop PROJECT PREFIX. For tests that kill it.

#include <unistd.h>

#include <cstdio>
#include <string>

#include "storage/label_store.h"
#include "storage/project.h"

using namespace causeway;

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    const auto project = storage::Project::open(argv[1], storage::Project::Mode::OpenExisting);
    if (!project) {
        std::fprintf(stderr, "%s\n", project.error().toEnglish().c_str());
        return 1;
    }
    storage::LabelStore labels(**project);
    for (std::uint64_t i = 0;; ++i) {
        const std::string subject = std::string(argv[2]) + "-" + std::to_string(i);
        const storage::Label label{{SubjectKind::Service, subject}, Verdict::Anomalous, "", "test", "", 0};
        if (const auto set = labels.set({&label, 1}, "Label " + subject); !set) {
            std::fprintf(stderr, "%s\n", set.error().toEnglish().c_str());
            return 1;
        }
        const std::string line = subject + "\n";
        if (::write(STDOUT_FILENO, line.data(), line.size()) < 0)
            return 1;
    }
}
