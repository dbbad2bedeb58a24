#pragma once
// The loss of a network that is being trained, epoch by epoch, from the job to the window; and a way to end it early. GUI thread,
// but for onEpoch().

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace causeway::views {

struct TrainingCurve {
    std::string detector;
    std::vector<double> loss, heldOut; // an entry an epoch; heldOut NaN where nothing is held out
};

class TrainingWatch : public QObject {
    Q_OBJECT
public:
    explicit TrainingWatch(QObject *parent);
    // For TrainSettings::onEpoch of a training that begins now, on any thread. An earlier one is watched no longer.
    [[nodiscard]] std::function<bool(int, double, double)> begin(const std::string &detector);
    void end(const std::string &detector); // of this one's training; nothing where another is watched
    [[nodiscard]] bool isRunning() const { return m_feed != nullptr; }
    [[nodiscard]] const TrainingCurve &curve() const { return m_curve; } // of the last training
    void stop(); // after the epoch that runs; the best so far is kept

Q_SIGNALS:
    void changed();

private:
    struct Feed {
        std::mutex mutex;
        TrainingCurve curve;
        bool stop = false;
    };
    void poll();
    std::shared_ptr<Feed> m_feed;
    TrainingCurve m_curve;
    QTimer m_timer;
};

} // namespace causeway::views
