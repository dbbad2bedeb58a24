#include "analysis/boundaries/class_names.h"

#include <algorithm>
#include <array>

namespace causeway::boundaries {

namespace {

bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isLower(char c) { return c >= 'a' && c <= 'z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isName(char c) { return isUpper(c) || isLower(c) || isDigit(c) || c == '_' || c == '$' || static_cast<unsigned char>(c) >= 0x80; }

// Sorted.
constexpr std::array kRoleWords{
    "abstract", "action", "adapter", "add", "advice", "api", "app", "application", "aspect", "async", "base", "batch", "bean", "bo", "builder",
    "callback", "client", "command", "component", "config", "configuration", "connector", "constant", "context", "controller", "converter", "core",
    "create", "dao", "data", "default", "delete", "dto", "edit", "ejb", "endpoint", "entity", "enum", "exception", "executor", "facade", "factory",
    "filter", "find", "form", "formatter", "generic", "get", "handler", "helper", "hint", "home", "html", "http", "impl", "init", "interceptor",
    "interface", "java", "jpa", "jsf", "json", "jsp", "list", "listener", "load", "local", "locator", "main", "manager", "map", "mapper", "mbean",
    "model", "module", "mybatis", "new", "object", "page", "parser", "persistence", "portlet", "process", "processor", "producer", "provider",
    "proxy", "put", "reader", "remote", "remove", "repo", "repository", "request", "resolver", "resource", "response", "rest", "result", "runtime",
    "save", "scheduler", "schema", "search", "select", "server", "service", "servlet", "set", "show", "simple", "singleton", "spring", "sql",
    "state", "stub", "submit", "support", "template", "test", "thread", "tool", "type", "update", "util", "utility", "validator", "view", "vo",
    "web", "wrapper", "writer", "xml"};

} // namespace

bool looksLikeClass(std::string_view name)
{
    if (name.empty() || name.size() > 512)
        return false;
    bool lower = false;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        if (!isName(c) && c != '.' && c != ':')
            return false;
        lower = lower || isLower(c);
    }
    const std::string_view tail = shortName(name);
    return !tail.empty() && (isUpper(tail.front()) || tail.front() == '_') && lower && name.front() != '.' && name.front() != ':';
}

std::string_view shortName(std::string_view name)
{
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

std::string_view packageOf(std::string_view name)
{
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : name.substr(0, dot);
}

std::string_view classOfMethod(std::string_view name)
{
    if (const std::size_t bracket = name.find('('); bracket != std::string_view::npos)
        name = name.substr(0, bracket);
    const std::string_view last = shortName(name), before = packageOf(name), holder = shortName(before);
    if (last.empty() || holder.empty() || !isUpper(holder.front()))
        return name;
    return !isUpper(last.front()) || last == holder ? before : name;
}

std::string packageOfPath(std::string_view path)
{
    const std::size_t slash = path.rfind('/');
    std::string out(slash == std::string_view::npos ? std::string_view() : path.substr(0, slash));
    std::ranges::replace(out, '/', '.');
    return out;
}

std::vector<std::string> wordsOf(std::string_view name)
{
    std::vector<std::string> words;
    std::string word;
    const auto end = [&] {
        if (word.size() > 3 && word.back() == 's' && word[word.size() - 2] != 's')
            word.pop_back();
        if (word.size() > 1)
            words.push_back(word);
        word.clear();
    };
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        if (!isUpper(c) && !isLower(c) && static_cast<unsigned char>(c) < 0x80) {
            end();
            continue;
        }
        // "SQLMap": a capital before a small letter begins a word.
        const bool begins = isUpper(c) && (i == 0 || !isUpper(name[i - 1]) || (i + 1 < name.size() && isLower(name[i + 1])));
        if (begins)
            end();
        word += isUpper(c) ? static_cast<char>(c - 'A' + 'a') : c;
    }
    end();
    return words;
}

bool isRoleWord(std::string_view word) { return std::ranges::binary_search(kRoleWords, word, {}, [](const char *w) { return std::string_view(w); }); }

} // namespace causeway::boundaries
