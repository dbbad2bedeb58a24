#include <dlfcn.h>
#include <unistd.h>

#include <climits>
#include <mutex>
#include <string>
#include <vector>

#include "analysis/learn/api/learner.h"

namespace causeway::learn {

namespace {

constexpr const char *kLibrary = "libcauseway_learn.so";

std::string folderOfProgram()
{
    char path[PATH_MAX];
    const ssize_t length = ::readlink("/proc/self/exe", path, sizeof path);
    const std::string whole(path, length > 0 ? static_cast<std::size_t>(length) : 0);
    return whole.substr(0, whole.find_last_of('/'));
}

tl::unexpected<Error> cannot(ErrorCode code, Message why)
{
    return failure(code, Message(CAUSEWAY_TEXT("The library for learned detectors cannot be loaded")), std::move(why),
                   Message(CAUSEWAY_TEXT("Build or install Causeway as a whole; all other detectors work without it.")));
}

Result<const Learner *> load()
{
    const std::string program = folderOfProgram();
    std::string tried;
    for (const std::string &folder : {program, program + "/..", program + "/../lib/causeway"}) {
        const std::string path = folder + "/" + kLibrary;
        tried += (tried.empty() ? "" : ", ") + path;
        if (::access(path.c_str(), F_OK) != 0)
            continue;
        void *library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL); // never closed: it has threads and static data of its own
        if (library == nullptr)
            return cannot(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("%1"), std::string(::dlerror())));
        const auto abi = reinterpret_cast<int (*)()>(::dlsym(library, kLearnerAbiSymbol));
        const auto get = reinterpret_cast<const Learner *(*)()>(::dlsym(library, kLearnerSymbol));
        if (abi == nullptr || get == nullptr || abi() != kLearnerAbi)
            return cannot(ErrorCode::Unsupported, Message(CAUSEWAY_TEXT("%1 is of another version"), path));
        return get();
    }
    return cannot(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("it is none of: %1"), tried));
}

} // namespace

Result<const Learner *> learner()
{
    static std::mutex mutex;
    static const Learner *loaded = nullptr;
    const std::lock_guard lock(mutex);
    if (loaded == nullptr) {
        CAUSEWAY_ASSIGN(loaded, load());
    }
    return loaded;
}

} // namespace causeway::learn
