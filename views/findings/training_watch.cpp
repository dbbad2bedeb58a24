#include "views/findings/training_watch.h"

namespace causeway::views {

TrainingWatch::TrainingWatch(QObject *parent) : QObject(parent)
{
    m_timer.setInterval(150);
    connect(&m_timer, &QTimer::timeout, this, &TrainingWatch::poll);
}

std::function<bool(int, double, double)> TrainingWatch::begin(const std::string &detector)
{
    m_feed = std::make_shared<Feed>();
    m_feed->curve.detector = detector;
    m_curve = m_feed->curve;
    m_timer.start();
    Q_EMIT changed();
    return [feed = m_feed](int, double loss, double heldOut) {
        const std::lock_guard lock(feed->mutex);
        feed->curve.loss.push_back(loss);
        feed->curve.heldOut.push_back(heldOut);
        return !feed->stop;
    };
}

void TrainingWatch::end(const std::string &detector)
{
    if (m_feed == nullptr || detector != m_curve.detector)
        return;
    poll();
    m_feed = nullptr;
    m_timer.stop();
    Q_EMIT changed();
}

void TrainingWatch::stop()
{
    if (m_feed == nullptr)
        return;
    const std::lock_guard lock(m_feed->mutex);
    m_feed->stop = true;
}

void TrainingWatch::poll()
{
    {
        const std::lock_guard lock(m_feed->mutex);
        if (m_feed->curve.loss.size() == m_curve.loss.size())
            return;
        m_curve = m_feed->curve;
    }
    Q_EMIT changed();
}

} // namespace causeway::views
